from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "copark.web"
    label = "web"
