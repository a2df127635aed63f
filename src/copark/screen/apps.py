from django.apps import AppConfig


class ScreenConfig(AppConfig):
    name = "copark.screen"
    label = "screen"
