"""Automation: work that is written down once and done with one click, or by itself.

For: reply templates with placeholders and favourites; macros, several actions in one click with a preview; the
registry of actions (`actions/`) that macros and rules are built from.
Words: reply template, placeholder, macro, action, step, owner (a person, a team, or everybody).
Never: changes a ticket but by the commands of its room; runs what a person typed as a program.
"""
