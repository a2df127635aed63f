from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "copark.monitoring"
    label = "monitoring"
