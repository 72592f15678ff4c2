from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_agents")]

    operations = [
        migrations.AddField(model_name="brand", name="reopens_closed", field=models.BooleanField(default=True)),
    ]
