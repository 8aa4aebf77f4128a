from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0004_regrades"),
    ]

    operations = [
        migrations.AddField(
            model_name="stage",
            name="summit",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.CreateModel(
            name="RecordedRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.SlugField(max_length=64, unique=True)),
                ("recipe", models.CharField(max_length=100)),
                ("figures", models.JSONField(default=dict)),
            ],
            options={"verbose_name": "recorded run"},
        ),
    ]
