import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_category"), ("tickets", "0005_workflows")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="category",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="catalogue.category"
            ),
        ),
    ]
