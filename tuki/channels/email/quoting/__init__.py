"""What a person wrote in a mail, apart from what the mail program put around it.

Words: *reply* (the person's own text), *quoted* (earlier mail repeated below or between), *attribution*
("On … wrote:"), *header block* (From/Sent/To/Subject above a quoted mail), *signature*, *forwarded* (a mail
handed on for reading).
Never cleans HTML, never guesses from meaning, never takes more than linear time.
"""

from .html import ReplyHtml, split_reply_html
from .reply import Reply, split_reply

__all__ = ["Reply", "ReplyHtml", "split_reply", "split_reply_html"]
