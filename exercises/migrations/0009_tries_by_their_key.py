from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exercises", "0008_what_ended_by_time")]

    operations = [
        migrations.RemoveIndex(model_name="submission", name="tries_of_everybody"),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["exercise", "learner", "purpose", "queued_at", "outcome", "lane", "id"],
                name="tries_of_everybody",
            ),
        ),
    ]
