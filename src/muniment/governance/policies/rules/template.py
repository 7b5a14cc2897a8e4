"""A text to begin a policy on managing records with. It says all that such a policy must (Code of
Practice under section 46 of the Freedom of Information Act 2000), and marks where."""

TEMPLATE = """\
# Our commitment

We make records of what we do, keep them as long as they are needed, and can find them. This
holds for everybody who works for us and for everything we make or receive, in any form.
{#commitment} {meets: commitment}

# What records are for

Records let us serve people well, answer for what we decided and defend our rights. Managing
them is part of our plan for the coming years: name the plan here, and what it asks of records.
{#role} {meets: role}

# Principles

We make a record when something is decided, agreed or paid. {#make-a-record}

We file it in the file plan by the end of the day, with a title that others understand.
{#file-it}

We open records to colleagues unless there is a reason not to. {#open}

We keep records as long as the retention schedule says, and no longer. {#keep}

# Risks

Without good records we lose cases and money, break promises to people, and cannot show what we
did. Name here what could happen to you, and where in your risk register that stands. {#risks}

# Who is responsible

The chief executive answers for our records. The senior information risk owner answers for the
risks. Each information asset owner answers for the records of one part of our work.
{#who-answers} {meets: roles}

Managers see that their people have the time and the training. Everybody makes, files and
protects the records of their own work. The records manager advises, and runs the file plan and
the schedule. {#who-does}

# Related policies

Read this together with our policies on e-mail, data protection, information security,
acceptable use, data quality, and retention. Where they seem to differ, tell the records
manager. {#related} {meets: related}

# How we see that it is followed

Each year the records manager looks at a sample of every unit, counts what is filed and what is
overdue, and reports to the body that approves this policy. Weak points get an owner and a day.
{#monitoring} {meets: monitoring}

# Where to find it

Staff and the public read this policy on our website. We look at it again every year.
{#publication} {meets: publication}
"""
