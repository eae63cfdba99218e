"""What has come due: loops that record, hand over and move on by themselves."""
