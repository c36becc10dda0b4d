"""A backtest of forecasts of monthly deaths: forecasters, baselines, scores, and their ratio."""
