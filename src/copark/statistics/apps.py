from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "copark.statistics"
    label = "statistics"
