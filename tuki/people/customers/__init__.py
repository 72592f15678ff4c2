"""What a customer is worth to us: tier, plan, revenue, trial or paying; and what follows for the order of work."""
