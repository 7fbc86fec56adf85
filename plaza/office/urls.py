from django.urls import path

from plaza.office.views import days, office, people, records, steps, tables

app_name = "office"
urlpatterns = [
    path("setup/<str:token>", steps.setup, name="setup"),
    path("setup/<str:token>/blank/<str:kind>", steps.blank, name="setup_blank"),
    path("setup/<str:token>/<str:name>", steps.step, name="setup_step"),
    path("", office.settings, name="settings"),
    path("rules", office.rules, name="rules"),
    path("units", office.units, name="units"),
    path("units/new", office.add_unit, name="add_unit"),
    path("units/import", tables.import_units, name="import_units"),
    path("units/<int:pk>", office.unit, name="unit"),
    path("units/<int:pk>/succeed", office.succeed, name="succeed"),
    path("users", people.users, name="users"),
    path("users/new", people.add_user, name="add_user"),
    path("users/import", tables.import_users, name="import_users"),
    path("users/passwords", people.new_passwords, name="new_passwords"),
    path("users/<int:pk>", people.user, name="user"),
    path("users/<int:pk>/password", people.new_password, name="new_password"),
    path("users/<int:pk>/switch", people.switch, name="switch"),
    path("users/<int:pk>/hand-over", people.hand_over, name="hand_over"),
    path("blank/<str:kind>", tables.blank, name="blank"),
    path("categories", office.categories, name="categories"),
    path("categories/new", office.add_category, name="add_category"),
    path("categories/<int:pk>", office.category, name="category"),
    path("calendar", days.year, name="calendar"),
    path("calendar/import", days.import_notice, name="import_notice"),
    path("audit", records.entries, name="audit"),
    path("audit/verify", records.verify, name="verify"),
    path("messages", records.unsent, name="messages"),
    path("messages/<int:pk>/again", records.send_again, name="send_again"),
]
