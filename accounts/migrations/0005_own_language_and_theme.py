from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_looks_at_learners")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(blank=True, default="", max_length=10, verbose_name="language"),
        ),
        migrations.AddField(
            model_name="user",
            name="theme",
            field=models.CharField(
                blank=True,
                choices=[("system", "Like the system"), ("light", "Light"), ("dark", "Dark")],
                default="",
                max_length=6,
                verbose_name="theme",
            ),
        ),
    ]
