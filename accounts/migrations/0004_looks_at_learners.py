from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_recovery_and_sessions")]

    operations = [
        migrations.AlterField(
            model_name="auditevent",
            name="action",
            field=models.CharField(
                choices=[
                    ("looked_at", "looked at a submission"),
                    ("queued_again", "had a submission checked again"),
                    ("looked_at_page", "looked at the page about a learner"),
                ],
                max_length=16,
            ),
        ),
    ]
