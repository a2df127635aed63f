from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "copark.reporting"
    label = "reporting"
