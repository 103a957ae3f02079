"""What goes wrong outside of Lintas, made to happen: nothing that was accepted is lost, nothing is done twice."""
