from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "copark.registry"
    label = "registry"

    def ready(self) -> None:
        from copark.base import directory  # noqa: PLC0415 - tables are known only from here on
        from copark.registry import queries  # noqa: PLC0415

        directory.tell("enterprise", queries.enterprise_names)
