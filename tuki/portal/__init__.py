"""The portal: pages for those who wait for an answer.

For: my requests, one request with its conversation, answering, confirming or rejecting, asking for something new.
Words: request (what customers call a ticket), way (where it stands, in plain words).
Never: shows an internal note, a colleague's address, or another customer.
"""
