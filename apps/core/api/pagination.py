"""Page-number pagination with a maximum, so that no list can be asked for whole."""

from rest_framework import pagination


class PageNumberPagination(pagination.PageNumberPagination):
    """50 rows a page, at most 200 through ``page_size``."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
