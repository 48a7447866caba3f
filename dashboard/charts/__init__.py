"""Pictures: each takes a frame and returns a chart; none knows Streamlit."""
