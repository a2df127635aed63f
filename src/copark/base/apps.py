from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "copark.base"
    label = "base"
