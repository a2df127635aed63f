from django.apps import AppConfig


class MetersConfig(AppConfig):
    name = "copark.meters"
    label = "meters"
