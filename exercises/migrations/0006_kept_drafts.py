from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0005_summits_and_recorded_runs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="submission",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("grade", "grade"),
                    ("trace", "shape trace"),
                    ("scratch", "Scratch"),
                    ("regrade", "regrade"),
                    ("kept", "kept draft"),
                ],
                db_default="grade",
                default="grade",
                max_length=8,
            ),
        ),
    ]
