import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0010_maps'),
    ]

    operations = [
        migrations.CreateModel(
            name='Preview',
            fields=[
                ('plant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='store.plant')),
                ('withdrawn', models.PositiveIntegerField(default=0)),
                ('until', models.DateTimeField(null=True)),
            ],
        ),
    ]
