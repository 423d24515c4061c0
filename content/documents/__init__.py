"""Documents as data: what each contains and for whom, and how a page of one looks."""
