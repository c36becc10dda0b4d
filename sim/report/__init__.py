"""The report: figures, tables and stories of results as one page to hand round."""
