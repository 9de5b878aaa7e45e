"""What is done with a picture besides painting."""
