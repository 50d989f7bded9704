"""Files of rows and columns: workbooks and CSV read without trusting them, reports written as workbooks."""
