from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0007_questions_of_those_who_teach"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["ended_at", "state", "lane", "purpose", "outcome", "queued_at", "started_at"],
                name="what_ended_by_time",
            ),
        ),
    ]
