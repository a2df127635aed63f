from django.apps import AppConfig


class SynergyConfig(AppConfig):
    name = "copark.synergy"
    label = "synergy"
