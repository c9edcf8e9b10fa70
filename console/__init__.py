"""What people see in a browser: the staff console, the customer's web chat and the HTTP API."""
