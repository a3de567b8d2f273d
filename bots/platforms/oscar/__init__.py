"""django-oscar's dashboard."""
