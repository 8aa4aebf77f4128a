from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0006_kept_drafts"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["exercise", "learner", "purpose", "queued_at", "outcome", "lane"], name="tries_of_everybody"
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(condition=models.Q(("faults__gt", 0)), fields=["queued_at"], name="faults_of_ours"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("state", "could_not_check")), fields=["ended_at"], name="unchecked_submissions"
            ),
        ),
    ]
