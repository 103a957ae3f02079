"""Who is asking: cookies, the token of forms, and what is missing where nobody is known."""
