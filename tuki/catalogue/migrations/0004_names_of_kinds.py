from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_category")]

    operations = [
        migrations.AddField(model_name="kind", name="names", field=models.JSONField(default=dict)),
    ]
