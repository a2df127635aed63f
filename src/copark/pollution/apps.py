from django.apps import AppConfig


class PollutionConfig(AppConfig):
    name = "copark.pollution"
    label = "pollution"
