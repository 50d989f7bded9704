"""What a chapter does, named by a treasurer's verbs; one public function is one transaction."""
