from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "copark.alerts"
    label = "alerts"
