"""Where files of people are kept: on disk, or in storage that speaks S3."""
