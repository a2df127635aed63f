from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdmin


class AdminConfig(DjangoAdmin):
    default_site = "copark.site.admin.Site"


class SiteConfig(AppConfig):
    """The templates and words of the pages that know everybody."""

    name = "copark.site"
    label = "site"

    def ready(self) -> None:
        """Tell the tables of factors who reads them."""
        from copark.factors import services  # noqa: PLC0415 - models exist only from here on
        from copark.site.factor_readers import READERS  # noqa: PLC0415 - as above

        for package, reader in READERS.items():
            services.register_checker(package, reader)
