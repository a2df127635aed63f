from django.apps import AppConfig


class EnergyConfig(AppConfig):
    name = "copark.energy"
    label = "energy"
