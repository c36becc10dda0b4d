"""The page's charts, each made once for a visitor and then fed with other numbers."""
