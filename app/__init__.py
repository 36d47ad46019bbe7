"""What people use: answers, the command line and the web page."""
