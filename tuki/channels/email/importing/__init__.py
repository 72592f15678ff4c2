"""Importing: mail that lies in files (maildir, mbox, single mails) into the journal, and one mail from a pipe.

Words: *source* (one file with mail in it), *known* (its bytes were imported before). An import that was broken off is
simply run again: every mail is recognised by its content, so none is doubled and none is missing.
Never: change or delete a file that it reads.
"""
