"""Rules as people write, order and question them: list, editor with examples, and what each rule did and why."""
