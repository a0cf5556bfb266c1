"""What is measured, each as a ratio against a peer in the same run: absolute figures drift with the machine."""
