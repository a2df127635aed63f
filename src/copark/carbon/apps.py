from django.apps import AppConfig


class CarbonConfig(AppConfig):
    name = "copark.carbon"
    label = "carbon"
