"""Operations: keeping a desk alive: copies of it, proof that they are whole, and what to do when something is wrong.

For: backup and restore, digests of all content, the nightly backup and the scrub of files, the examination that
`tuki doctor` prints, rebuilding derived tables.
Words: *backup* (one archive with everything), *manifest* (what is in it, with digests), *snapshot* (the database as
it was in one moment), *digest* (a hash of content that does not depend on order), *scrub* (reading every file again).
Never: restores over data that is there, calls a backup good that was not read again, prints a secret.
"""
