from django.apps import AppConfig


class FactorsConfig(AppConfig):
    name = "copark.factors"
    label = "factors"
