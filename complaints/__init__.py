"""The rules of the house: what a complaint is and what may happen to it. Standard library only."""
