from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "copark.inventory"
    label = "inventory"
