"""The bell: incidents of sources, and the e-mails that tell operators of them."""
